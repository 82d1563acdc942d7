"""Proof regression: is what a certificate shows as strong as what a committed baseline holds?"""
