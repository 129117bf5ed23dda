public import RouteModel

/// What a run was made with; enough to say whether two runs compare.
public struct RunHeader: Codable, Sendable {
    /// Version of the journal's format that this program writes and reads.
    public static let newestFormat = 1

    /// Version of the journal's format; a reader refuses a newer one.
    public var format: Int
    /// Version of the dmaroute that made the run, such as `0.1.0`.
    public var dmaroute: String
    /// Digest of the plan, 64 hexadecimal digits.
    public var plan: String
    /// Policy that the cells are judged by.
    public var policy: PolicyChoice
    /// Kernels of the boots that the session was to run.
    public var kernels: [Kernel]
    /// QEMU with its version, such as `QEMU 7.2.0`; ``none`` where nothing was booted.
    public var emulator: String
    /// libvirt's version, such as `9.0.0`; ``none`` where nothing was booted.
    public var libvirt: String
    /// What guests ran on, `kvm` or `tcg`; ``none`` where nothing was booted.
    public var accelerator: String
    /// Why guests ran on it.
    public var acceleratorReason: String?
    /// SHA-256 of the shim that emulates memory encryption; nil where no boot of the run needs it.
    public var shim: String?
    /// Whether the shim's two stores were made one on purpose.
    public var aliasedStores: Bool?
    /// Factor by which this machine's time limits are stretched.
    public var slowdown: Double
    /// The run whose evidence is judged again, for a check.
    public var judges: String?
    /// Whether a machine was observed and nothing was booted; nil where guests ran.
    public var observed: Bool?
    /// When it began, UTC, such as `2026-11-22T03:00:07.125Z`; nil in journals of before it was noted.
    public var begun: String?
    /// What this beginning is called, and nothing else ever: when it was and a number drawn at random. A run that was
    /// resumed has several beginnings in its journal, one after the other.
    public var session: String?
    /// SHA-256 of the file that named the session's boots, such as a run that shares out gives its nodes; nil where none did.
    public var given: String?
    /// Of what ``Merge`` writes: the sessions that follow. Such a header is made from theirs and is no session itself.
    public var merged: [String]?

    /// A kernel of the run, and exactly which one it was.
    public struct Kernel: Codable, Sendable {
        /// Name that the plan has for the kernel, such as `linux-6.1`.
        public var name: String
        /// `uname -r`; nil where the kernel is not at hand.
        public var release: String?
        /// Of the package it is from, such as `6.1.192-2`; nil where the kernel is not at hand.
        public var version: String?
        /// SHA-256 of each file that the guest was started from.
        public var sha256: [String: String]
        /// Version and SHA-256 of each package that the kernel's image was made from, by the package's name.
        public var packages: [String: String]
        /// Why its cells are unavailable.
        public var unavailable: String?

        public init(
            name: String, release: String?, version: String?, sha256: [String: String], packages: [String: String],
            unavailable: String?
        ) {
            self.name = name
            self.release = release
            self.version = version
            self.sha256 = sha256
            self.packages = packages
            self.unavailable = unavailable
        }
    }

    /// Stands for emulator, libvirt and accelerator where a machine was observed and nothing was booted.
    public static let none = "none"

    /// Whether a machine was observed and nothing was booted; journals of before it was noted tell it by the emulator.
    public var isObserved: Bool { observed ?? (emulator == Self.none) }

    public init(
        dmaroute: String, plan: String, policy: PolicyChoice, kernels: [Kernel], emulator: String, libvirt: String,
        accelerator: String, acceleratorReason: String? = nil, shim: String? = nil, aliasedStores: Bool? = nil,
        slowdown: Double, judges: String? = nil, observed: Bool? = nil, begun: String? = nil, session: String? = nil,
        given: String? = nil
    ) {
        format = Self.newestFormat
        self.dmaroute = dmaroute
        self.plan = plan
        self.policy = policy
        self.kernels = kernels
        self.emulator = emulator
        self.libvirt = libvirt
        self.accelerator = accelerator
        self.acceleratorReason = acceleratorReason
        self.shim = shim
        self.aliasedStores = aliasedStores
        self.slowdown = slowdown
        self.judges = judges
        self.observed = observed
        self.begun = begun
        self.session = session
        self.given = given
    }

    /// ``begun``, where it is written as it should be: a journal may come from anywhere.
    public var time: String? {
        begun.flatMap {
            $0.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z/) != nil ? $0 : nil
        }
    }
}

extension RunHeader.Kernel {
    /// SHA-256 of the packed kernel, as Debian ships it, in hexadecimal digits; nil where it was not at hand.
    public var packedDigest: String? { sha256["bzImage"] }
}
