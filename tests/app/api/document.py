"""What the API says about itself, made once in a process: building it takes a second."""

from app.api.main import create_app
from app.config import Settings
from app.services.container import Container

DOCUMENT = create_app(Container(settings=Settings())).openapi()
