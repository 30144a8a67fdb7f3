//! What is judged in this process: tokens, permissions, and when anybody is asked.

mod bounds;
mod keys;
mod machines;
mod permissions;
mod second_judge;
mod secrets;
mod table;
pub mod world;
