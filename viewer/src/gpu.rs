//! What the graphics adapter offers.

use eframe::egui_wgpu::RenderState;

/// An adapter that egui draws with, and the floor in 3D as well.
#[derive(Clone)]
pub struct Gpu(pub RenderState);

impl std::fmt::Debug for Gpu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Gpu").field(&self.0.adapter.get_info().name).finish()
    }
}
