"""The outermost edge: settings, routes, middleware, base page."""
