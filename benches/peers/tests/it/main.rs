//! That the peers do what they say: theory, agreement with one another, and the order of queues.

mod agreement;
mod queues;
mod theory;
