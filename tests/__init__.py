"""Tests; a package, so that oracles and factories can be imported from every folder."""
