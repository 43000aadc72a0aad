//! A walk through a picture's bytes that ends, instead of failing, where they end.

use super::{Fault, Format};

/// What is left to read, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Bytes<'a> {
    format: Format,
    all: &'a [u8],
    at: usize,
}

impl<'a> Bytes<'a> {
    pub(super) fn new(format: Format, all: &'a [u8]) -> Self {
        Self { format, all, at: 0 }
    }

    /// The offset of the next byte.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.all.get(self.at..).unwrap_or_default()
    }

    /// What was read since an offset.
    pub(super) fn since(&self, start: usize) -> &'a [u8] {
        self.all.get(start..self.at).unwrap_or_default()
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let taken = self.rest().get(..length).ok_or(Fault::Truncated(self.format))?;
        self.at += length;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| Fault::Truncated(self.format))
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// A big-endian number of two bytes.
    pub(super) fn short(&mut self) -> Result<usize, Fault> {
        self.array().map(|bytes| usize::from(u16::from_be_bytes(bytes)))
    }

    /// A big-endian number of four bytes.
    pub(super) fn long(&mut self) -> Result<usize, Fault> {
        self.array().map(|bytes| u32::from_be_bytes(bytes) as usize)
    }

    /// A little-endian number of four bytes.
    pub(super) fn long_le(&mut self) -> Result<usize, Fault> {
        self.array().map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    /// A fault at the byte last begun.
    pub(super) fn malformed<T>(&self, at: usize, what: &'static str) -> Result<T, Fault> {
        Err(Fault::Malformed(self.format, at, what))
    }
}
