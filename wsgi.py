"""For gunicorn and any other host: `server` (WSGI, no sockets) and `application` (ASGI)."""

from luminabi_dash.app import build_context, create_app, create_gateway

context = build_context()
app = create_app(context)
server = app.server
application = create_gateway(context, app)
