"""The trail of every act (留痕), sealed in batches so that a change shows."""
