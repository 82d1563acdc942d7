"""An engine's logits compared with golden ones: certified midpoints and tolerances."""
