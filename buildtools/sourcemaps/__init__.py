"""What is known of scripts, source maps, debug IDs and bundles: pure, bytes in, values out."""
