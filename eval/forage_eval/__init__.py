"""Foraging measured: which facts an article needs does the evidence hold?"""
