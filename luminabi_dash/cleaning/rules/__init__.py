"""What is done to one text or one pandas frame: exported scripts carry these files as they are, so
nothing but the standard library and pandas is imported here.
"""
