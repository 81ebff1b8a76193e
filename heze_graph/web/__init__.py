"""What browsers and programs get over HTTP: pages, saved queries, the SPARQL endpoint, linked data.

`app` has every route, `site` is what they stand on, `front` refuses what no route should see, `server` listens.
"""
