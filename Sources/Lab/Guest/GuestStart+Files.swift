import Glibc

/// What QEMU opens by name, where it runs as another user.
extension GuestStart {
    /// The specification with what is only read in places that QEMU reaches.
    func staged() throws(LabError) -> GuestSpec {
        var staged = spec
        staged.kernel = try session.stage.path(spec.kernel)
        for path in [\GuestSpec.initrd, \.packedKernel, \.shim] {
            if let file = spec[keyPath: path] { staged[keyPath: path] = try session.stage.path(file) }
        }
        return staged
    }

    /// Makes the folder of what QEMU opens by name, where that is not the guest's own.
    func makeLive() throws(LabError) {
        guard let live = files.live else { return }
        guard mkdir(live, 0o700) == 0 else { throw SmallFile.failure("make", live) }
        try session.user?.give(live)
    }

    /// Gives what QEMU writes to the user whom it runs as.
    func giveFiles() throws(LabError) {
        guard let user = session.user else { return }
        let external = spec.edu.contains(where: \.facesOutside) ? [files.externalPorts] : []
        for path in [files.channel] + [files.sharedStores].compactMap({ $0 }) + spec.driven.compactMap(\.path)
            + external
        {
            try user.give(path)
        }
    }
}

extension GuestUser {
    /// Makes a folder of this user's.
    func makeFolder(_ path: String) throws(LabError) {
        guard mkdir(path, 0o700) == 0 else { throw SmallFile.failure("make", path) }
        try give(path)
    }

    func give(_ path: String) throws(LabError) {
        guard lchown(path, user, group) == 0 else { throw SmallFile.failure("give \(name)", path) }
    }
}
