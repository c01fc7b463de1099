"""Adjustments of price, units and number of Rights: to hold beside the Company's certificate (Section 11).

Everything here is computed for comparison: the certificate's figures are followed (12).
"""
