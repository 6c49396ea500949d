"""The roadmap: cards of enhancements, judged by reviews."""
