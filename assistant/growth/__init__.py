"""One mentor's own growth: what this mentor said before, and what that becomes on paper.

Everything here takes what one mentor kept and gives it back to that mentor. Nothing adds up,
averages or compares, and nothing takes what belongs to two.
"""
