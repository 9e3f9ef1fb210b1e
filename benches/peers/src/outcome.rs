//! What every peer reports of a run: how much it did, and the numbers that show it did the same.

/// The result of one run of one model by one peer.
///
/// A field is 0 where the model has no such quantity.
/// Two peers that draw from the same streams must agree in every field, to the last bit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Logical events: arrivals and service ends (M1), completions, failures and repairs of a machine (M2), pops (M3).
    pub events: u64,
    /// Simulated time at the end \[s\].
    pub simulated_s: f64,
    /// Customers or items that left, per simulated second (M2: mean of its lines); for M3 pops.
    pub throughput: f64,
    /// Time-average number in the system; for M2 the mean of its lines, on machines and in buffers.
    pub mean_in_system: f64,
    /// Mean time from entering to leaving \[s\].
    pub mean_flow_s: f64,
    /// Time from entering to leaving that 95 % stay below \[s\], from a sketch; M1 only.
    pub flow_s_p95: f64,
    /// Mean time from arrival to start of service \[s\]; M1 only.
    pub mean_wait_s: f64,
    /// Share of time that a server or machine processes, mean over all of them.
    pub utilization: f64,
    /// Share of time that a machine is blocked, mean over all of them; M2 only.
    pub blocked: f64,
    /// Time-average level of a buffer, mean over all of them; M2 only.
    pub mean_buffer: f64,
}

/// Simulated nanoseconds in a second.
pub const NS_PER_S: f64 = 1e9;

/// The number of simulated nanoseconds in `seconds`.
///
/// # Panics
///
/// If the result does not fit 64 bits.
pub(crate) fn nanoseconds(seconds: u64) -> u64 {
    seconds.checked_mul(1_000_000_000).expect("a horizon of at most 584 years")
}
