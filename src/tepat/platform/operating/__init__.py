"""How the installation itself fares: for its operator's page, `tepat status` and a monitor that reads /metrics.

Whether it is well is asked in tepat.platform.health; what is wrong with data is nobody's matter here.
"""
