"""What alembic runs for each command: on the connection, and in the transaction, that our own code opened.

That transaction is the whole point: a migration that is killed half-way leaves nothing behind, on SQLite as well.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"], **context.config.attributes["options"])
context.run_migrations()
