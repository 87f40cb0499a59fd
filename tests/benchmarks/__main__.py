"""./dev bench: set Django up for the measures, then take them."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    django.setup()
    from tests.benchmarks.measures import main

    sys.exit(main())
