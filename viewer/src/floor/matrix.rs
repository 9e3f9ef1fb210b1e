//! As much of linear algebra as a camera needs: four columns of four numbers.

/// Columns.
pub(super) type Matrix = [[f32; 4]; 4];

/// A point or a direction.
pub(super) type Vector = [f32; 3];

pub(super) fn minus(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(super) fn dot(a: Vector, b: Vector) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(super) fn unit(a: Vector) -> Vector {
    let length = dot(a, a).sqrt().max(1e-9);
    a.map(|part| part / length)
}

/// First `b`, then `a`.
pub(super) fn times(a: &Matrix, b: &Matrix) -> Matrix {
    let mut product = [[0.0; 4]; 4];
    for (column, b) in product.iter_mut().zip(b) {
        for (row, cell) in column.iter_mut().enumerate() {
            *cell = (0..4).map(|inner| a[inner][row] * b[inner]).sum();
        }
    }
    product
}

/// From the world to the eye, which looks at a point; up is the second axis.
pub(super) fn look_at(eye: Vector, at: Vector) -> Matrix {
    let ahead = unit(minus(at, eye));
    let right = unit(cross(ahead, [0.0, 1.0, 0.0]));
    let up = cross(right, ahead);
    let moved = [-dot(right, eye), -dot(up, eye), dot(ahead, eye)];
    [
        [right[0], up[0], -ahead[0], 0.0],
        [right[1], up[1], -ahead[1], 0.0],
        [right[2], up[2], -ahead[2], 0.0],
        [moved[0], moved[1], moved[2], 1.0],
    ]
}

/// From the eye to the picture, with depths from 0 to 1.
pub(super) fn perspective(height: f32, aspect: f32, near: f32, far: f32) -> Matrix {
    let f = 1.0 / libm::tanf(height / 2.0);
    let depth = far / (near - far);
    [
        [f / aspect, 0.0, 0.0, 0.0],
        [0.0, f, 0.0, 0.0],
        [0.0, 0.0, depth, -1.0],
        [0.0, 0.0, near * depth, 0.0],
    ]
}

/// Where a point is in the picture, from -1 to 1, and how deep; none: behind the eye.
pub(super) fn project(matrix: &Matrix, at: Vector) -> Option<Vector> {
    let row = |row: usize| {
        matrix[0][row] * at[0] + matrix[1][row] * at[1] + matrix[2][row] * at[2] + matrix[3][row]
    };
    let w = row(3);
    (w > 1e-4).then(|| [row(0) / w, row(1) / w, row(2) / w])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_looks_at_is_in_the_middle() {
        let view = look_at([3.0, 4.0, 5.0], [1.0, 0.0, -1.0]);
        let whole = times(&perspective(0.8, 1.5, 0.1, 100.0), &view);
        let [x, y, depth] = project(&whole, [1.0, 0.0, -1.0]).unwrap();
        assert!(x.abs() < 1e-5 && y.abs() < 1e-5 && (0.0..1.0).contains(&depth));
        // What is above is above, and what is behind the eye is not seen.
        assert!(project(&whole, [1.0, 1.0, -1.0]).unwrap()[1] > 0.0);
        assert!(project(&whole, [5.0, 8.0, 11.0]).is_none());
    }
}
