import Evidence
import Images

extension PoolLayout {
    /// Where this kernel keeps what of its pool.
    /// - Throws: ``RunnerError`` where the kernel has no such struct.
    init(_ types: BTF) throws {
        guard let outer = types.structure("io_tlb_mem") else {
            throw RunnerError("the kernel's BTF has no struct io_tlb_mem (it was built without CONFIG_SWIOTLB)")
        }
        var fields = Self.fields(of: outer, at: 0, "")
        if let inner = outer.member("defpool"), let place = inner.byteRange,
            let pool = inner.structure.flatMap({ types.structure($0) })
        {
            fields += Self.fields(of: pool, at: place.lowerBound, "defpool.")
        }
        self.init(
            size: outer.size, fields: fields, functions: [Self.reachTest].filter { types.hasFunction($0) })
    }

    private static func fields(of structure: BTF.Structure, at base: Int, _ prefix: String) -> [Field] {
        structure.members.compactMap { member in
            guard !member.name.isEmpty, let place = member.byteRange else { return nil }
            return Field(
                name: prefix + member.name, type: member.type, offset: base + place.lowerBound, size: place.count)
        }
    }
}
