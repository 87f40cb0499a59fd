"""Reading of lists of partners: a line is one service of one partner."""
