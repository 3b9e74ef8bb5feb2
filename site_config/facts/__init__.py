"""What is true: the numbers of the whole country, and what a district says of itself, read from YAML.

It is the lowest room of the site: it judges nothing and words nothing. Each value keeps its file and line.
"""
