"""Appeals against rejections, holds and sanctions."""
