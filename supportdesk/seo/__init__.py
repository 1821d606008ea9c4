"""What the portal tells search engines and other sites about its pages."""
