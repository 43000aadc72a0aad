//! What the systems we run on do differently: exchanging two folders, syncing, placing a new tree.

use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::path::Path;

/// Swaps two folders in one step.
///
/// # Errors
/// When the system or the file system cannot; see `cannot_exchange`.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Swaps two folders in one step: not here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(Errno::NOSYS.into())
}

/// Whether an error says that this file system, or this place in it, does not know the operation at all.
pub(super) fn cannot(error: &io::Error) -> bool {
    let known = [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP, Errno::XDEV, Errno::BUSY, Errno::PERM, Errno::MLINK];
    error.raw_os_error().is_some_and(|code| known.iter().any(|errno| errno.raw_os_error() == code))
}

/// Asks that trees made inside a folder be placed apart from each other.
///
/// ext4 looks at every recently freed inode of a block group when it makes a file there, which costs seconds
/// after a large tree was deleted. Inside a folder marked as a top of trees it places new folders in the
/// emptiest group. Other file systems say no, and need not be asked.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn spread_trees(folder: &Path) {
    use rustix::fs::{IFlags, Mode, OFlags, ioctl_getflags, ioctl_setflags, open};
    if let Ok(folder) = open(folder, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
        && let Ok(flags) = ioctl_getflags(&folder)
    {
        // Only speed depends on it.
        let _ = ioctl_setflags(&folder, flags | IFlags::TOPDIR);
    }
}

/// Asks that trees made inside a folder be placed apart from each other: nobody to ask.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn spread_trees(_: &Path) {}

/// A new file in a folder that has no name there, and goes when it is closed.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn nameless(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::RDWR | OFlags::TMPFILE | OFlags::CLOEXEC;
    open(folder, flags, Mode::RUSR | Mode::WUSR).ok().map(File::from)
}

/// A new file without a name: not here.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn nameless(_: &Path) -> Option<File> {
    None
}

/// Whether a folder is where a file system is mounted, so that it cannot be renamed.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn is_mount(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let found = statx(CWD, folder, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty());
    found.is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

/// Whether a folder is where a file system is mounted, so that it cannot be renamed.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn is_mount(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| std::fs::symlink_metadata(path).map(|metadata| metadata.dev()).ok();
    folder.parent().is_some_and(|parent| device(parent) != device(folder))
}

/// Waits until a file's or folder's bytes and name are on the disk.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    super::read::open_plain(path)?.sync_all()
}

/// Waits until everything written to the file system of a folder is on the disk.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn sync_everything(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(super::read::open_plain(folder)?)?)
}

/// Waits until everything written is on the disk.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn sync_everything(_: &Path) -> io::Result<()> {
    rustix::fs::sync();
    Ok(())
}
