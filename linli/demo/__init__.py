"""The demonstration district: real divisions of 牡丹区, everything else invented and seeded.

Counting its rows gives the figures published for the district; no page knows those figures.
"""
