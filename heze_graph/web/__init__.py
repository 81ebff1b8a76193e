"""Everything served over HTTP: pages, saved queries, the SPARQL endpoint, linked data.

`app` has every route, `site` what they share, `front` refuses what no route should see, `server` listens.
"""
