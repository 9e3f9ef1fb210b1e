//! Many boxes in one draw, into a texture of our own: the same in a window, in a picture, and in a test.

use bytemuck::{Pod, Zeroable};
use eframe::egui::{Color32, TextureId};
use eframe::egui_wgpu::wgpu;

use super::matrix::{Matrix, Vector};
use crate::gpu::Gpu;

/// A box: its middle, its sides, its colour.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Solid {
    pub(super) at: Vector,
    pub(super) sides: Vector,
    pub(super) color: [f32; 4],
}

impl Solid {
    pub(super) fn new(at: Vector, sides: Vector, color: Color32) -> Self {
        let part = |part: u8| f32::from(part) / 255.0;
        Self { at, sides, color: [part(color.r()), part(color.g()), part(color.b()), 1.0] }
    }
}

/// Corners of edges look smooth with so many samples.
const SAMPLES: u32 = 4;
const COLOR: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;
const DEPTH: wgpu::TextureFormat = wgpu::TextureFormat::Depth32Float;

const SHADER: &str = "
struct Camera { view: mat4x4<f32>, light: vec4<f32> };
@group(0) @binding(0) var<uniform> camera: Camera;
struct Out { @builtin(position) at: vec4<f32>, @location(0) color: vec3<f32> };
@vertex fn vertex(
    @location(0) corner: vec3<f32>, @location(1) normal: vec3<f32>,
    @location(2) at: vec3<f32>, @location(3) sides: vec3<f32>, @location(4) color: vec4<f32>,
) -> Out {
    var out: Out;
    out.at = camera.view * vec4<f32>(at + corner * sides, 1.0);
    let lit = camera.light.w + (1.0 - camera.light.w) * max(dot(normal, camera.light.xyz), 0.0);
    out.color = color.rgb * lit;
    return out;
}
@fragment fn fragment(in: Out) -> @location(0) vec4<f32> { return vec4<f32>(in.color, 1.0); }
";

/// The pipeline, and what it draws into.
#[derive(Debug)]
pub(super) struct Boxes {
    pipeline: wgpu::RenderPipeline,
    corners: wgpu::Buffer,
    camera: wgpu::Buffer,
    bind: wgpu::BindGroup,
    solids: Option<wgpu::Buffer>,
    target: Option<Target>,
}

#[derive(Debug)]
struct Target {
    size: [u32; 2],
    id: TextureId,
    smooth: wgpu::TextureView,
    color: wgpu::TextureView,
    depth: wgpu::TextureView,
}

/// The corners of a cube around zero, three for each of twelve triangles, each with the normal of its side.
fn corners() -> Vec<[Vector; 2]> {
    let mut corners = Vec::new();
    for axis in 0..3 {
        for sign in [-1.0, 1.0] {
            let mut normal = [0.0; 3];
            normal[axis] = sign;
            for (u, v) in
                [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
            {
                let mut corner = [0.0; 3];
                corner[axis] = sign * 0.5;
                corner[(axis + 1) % 3] = u;
                corner[(axis + 2) % 3] = v;
                corners.push([corner, normal]);
            }
        }
    }
    corners
}

impl Boxes {
    pub(super) fn new(gpu: &Gpu) -> Self {
        let device = &gpu.0.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("boxes"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let buffer = |size: u64, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("boxes"),
                size,
                usage: usage | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        let shape = corners();
        let corners = buffer(size_of_val(&shape[..]) as u64, wgpu::BufferUsages::VERTEX);
        gpu.0.queue.write_buffer(&corners, 0, bytemuck::cast_slice(&shape));
        let camera = buffer(80, wgpu::BufferUsages::UNIFORM);
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("camera"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::VERTEX,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            }],
        });
        let bind = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("camera"),
            layout: &layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: camera.as_entire_binding() }],
        });
        let pipeline = pipeline(device, &module, &layout);
        Self { pipeline, corners, camera, bind, solids: None, target: None }
    }

    /// Draws the boxes; returns the texture that they are in.
    pub(super) fn draw(
        &mut self,
        gpu: &Gpu,
        size: [u32; 2],
        view: &Matrix,
        ground: Color32,
        solids: &[Solid],
    ) -> TextureId {
        let (device, queue) = (&gpu.0.device, &gpu.0.queue);
        let light = super::matrix::unit([0.45, 0.85, 0.3]);
        let mut camera = [0.0_f32; 20];
        for (cells, column) in camera.chunks_mut(4).zip(view) {
            cells.copy_from_slice(column);
        }
        camera[16..].copy_from_slice(&[light[0], light[1], light[2], 0.62]);
        queue.write_buffer(&self.camera, 0, bytemuck::cast_slice(&camera));
        let bytes: &[u8] = bytemuck::cast_slice(solids);
        let room = self.solids.as_ref().map_or(0, wgpu::Buffer::size);
        if room < bytes.len() as u64 {
            self.solids = Some(device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("boxes"),
                size: (bytes.len() as u64).next_power_of_two().max(1_024),
                usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }));
        }
        if self.target.as_ref().is_none_or(|target| target.size != size) {
            let old = self.target.take().map(|target| target.id);
            self.target = Some(target(gpu, size, old));
        }
        let (Some(instances), Some(target)) = (&self.solids, &self.target) else {
            return TextureId::default();
        };
        queue.write_buffer(instances, 0, bytes);
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let part = |part: u8| f64::from(part) / 255.0;
            let clear = wgpu::Color {
                r: part(ground.r()),
                g: part(ground.g()),
                b: part(ground.b()),
                a: 1.0,
            };
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("boxes"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &target.smooth,
                    depth_slice: None,
                    resolve_target: Some(&target.color),
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(clear),
                        store: wgpu::StoreOp::Discard,
                    },
                })],
                depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                    view: &target.depth,
                    depth_ops: Some(wgpu::Operations {
                        load: wgpu::LoadOp::Clear(1.0),
                        store: wgpu::StoreOp::Discard,
                    }),
                    stencil_ops: None,
                }),
                ..wgpu::RenderPassDescriptor::default()
            });
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &self.bind, &[]);
            pass.set_vertex_buffer(0, self.corners.slice(..));
            pass.set_vertex_buffer(1, instances.slice(..));
            pass.draw(0..36, 0..solids.len() as u32);
        }
        queue.submit([encoder.finish()]);
        target.id
    }
}

fn pipeline(
    device: &wgpu::Device,
    module: &wgpu::ShaderModule,
    layout: &wgpu::BindGroupLayout,
) -> wgpu::RenderPipeline {
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("boxes"),
        bind_group_layouts: &[Some(layout)],
        immediate_size: 0,
    });
    let of_corner = wgpu::vertex_attr_array![0 => Float32x3, 1 => Float32x3];
    let of_solid = wgpu::vertex_attr_array![2 => Float32x3, 3 => Float32x3, 4 => Float32x4];
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("boxes"),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module,
            entry_point: Some("vertex"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[
                Some(wgpu::VertexBufferLayout {
                    array_stride: 24,
                    step_mode: wgpu::VertexStepMode::Vertex,
                    attributes: &of_corner,
                }),
                Some(wgpu::VertexBufferLayout {
                    array_stride: size_of::<Solid>() as u64,
                    step_mode: wgpu::VertexStepMode::Instance,
                    attributes: &of_solid,
                }),
            ],
        },
        primitive: wgpu::PrimitiveState::default(),
        depth_stencil: Some(wgpu::DepthStencilState {
            format: DEPTH,
            depth_write_enabled: Some(true),
            depth_compare: Some(wgpu::CompareFunction::Less),
            stencil: wgpu::StencilState::default(),
            bias: wgpu::DepthBiasState::default(),
        }),
        multisample: wgpu::MultisampleState { count: SAMPLES, ..wgpu::MultisampleState::default() },
        fragment: Some(wgpu::FragmentState {
            module,
            entry_point: Some("fragment"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(COLOR.into())],
        }),
        multiview_mask: None,
        cache: None,
    })
}

fn target(gpu: &Gpu, size: [u32; 2], old: Option<TextureId>) -> Target {
    let texture = |format, samples, usage| {
        let texture = gpu.0.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("floor"),
            size: wgpu::Extent3d { width: size[0], height: size[1], depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: samples,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: usage | wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        texture.create_view(&wgpu::TextureViewDescriptor::default())
    };
    let nothing = wgpu::TextureUsages::empty();
    let color = texture(COLOR, 1, wgpu::TextureUsages::TEXTURE_BINDING);
    let (smooth, depth) = (texture(COLOR, SAMPLES, nothing), texture(DEPTH, SAMPLES, nothing));
    let mut renderer = gpu.0.renderer.write();
    if let Some(old) = old {
        renderer.free_texture(&old);
    }
    let id = renderer.register_native_texture(&gpu.0.device, &color, wgpu::FilterMode::Linear);
    Target { size, id, smooth, color, depth }
}
