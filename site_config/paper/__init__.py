"""What is printed: the book, the duty cards, the sheets and their drawings.

`book` and `card` are pure and make data for the *.typ templates; `draw` and `printing` run the programs.
"""
