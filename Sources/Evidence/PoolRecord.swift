public import RouteModel

/// Where the fields of the kernel's `struct io_tlb_mem` lie, as the kernel file's own BTF says.
public struct PoolLayout: Codable, Hashable, Sendable {
    /// One member of the struct.
    public struct Field: Codable, Hashable, Sendable {
        /// Such as `force_bounce`; of the pool inside (`struct io_tlb_pool`, from 6.12 on) `defpool.start`.
        public var name: String
        /// `bool`, `unsigned long`, …
        public var type: String
        /// From the struct's start, in bytes.
        public var offset: Int
        /// Bytes.
        public var size: Int

        public init(name: String, type: String, offset: Int, size: Int) {
            self.name = name
            self.type = type
            self.offset = offset
            self.size = size
        }
    }

    /// Bytes of the struct.
    public var size: Int
    /// Members of the struct, those of the pool inside it among them.
    public var fields: [Field]
    /// Of the functions whose presence a statement asks for, those that this kernel has.
    public var functions: [String]

    /// The function by which the seed would have an architecture say that a device's limit excludes all memory.
    public static let reachTest = "dev_cannot_reach_memory"

    public init(size: Int, fields: [Field], functions: [String]) {
        self.size = size
        self.fields = fields
        self.functions = functions
    }
}

/// The bytes of one `struct io_tlb_mem`, read from outside the guest.
public struct PoolRecord: Codable, Hashable, Sendable {
    /// Guest-physical; the guest's word, which the bytes must bear out.
    public var address: UInt64
    /// The memory that was read: where memory is encrypted, so is the kernel's own data.
    public var store: Store
    /// In hexadecimal digits; nil where the guest has no memory there.
    public var bytes: String?
    /// The layout of the struct in the kernel that was running.
    public var layout: PoolLayout

    public init(address: UInt64, store: Store, bytes: [UInt8]?, layout: PoolLayout) {
        self.address = address
        self.store = store
        self.bytes = bytes.map { $0.map(Self.digits).joined() }
        self.layout = layout
    }

    private static func digits(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// The bytes; nil where there are none or the digits are no bytes.
    var raw: [UInt8]? {
        guard let digits = bytes.map({ Array($0.utf8) }), digits.count % 2 == 0 else { return nil }
        var raw: [UInt8] = []
        for pair in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[pair..<pair + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            raw.append(byte)
        }
        return raw
    }
}
