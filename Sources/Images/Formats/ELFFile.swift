/// As much of a 64-bit little-endian ELF file as is needed to trust it with a boot.
struct ELFFile {
    struct Segment: Equatable {
        let type: UInt32
        let offset: UInt64
        let size: UInt64
    }

    struct Section: Equatable {
        let name: String
        let offset: UInt64
        let size: UInt64
    }

    private let reader: ImageBytes
    let segments: [Segment]

    static let interpreterSegment: UInt32 = 3
    static let noteSegment: UInt32 = 4

    /// Nil if these bytes are no such file for the architecture.
    init?(bytes: [UInt8], for architecture: DebianArchitecture = .usual) {
        reader = ImageBytes(bytes)
        guard reader.slice(at: 0, count: 6).map(Array.init) == [0x7f, 0x45, 0x4c, 0x46, 2, 1],
            reader.half(at: 18) == architecture.elfMachine,
            let table = reader.long(at: 32), let entry = reader.half(at: 54), let count = reader.half(at: 56)
        else { return nil }
        var found: [Segment] = []
        for index in 0..<UInt64(count) {
            // A 16-bit number times a 16-bit number; the sum wraps at most to an offset that is refused.
            let at = table &+ index * UInt64(entry)
            guard entry >= 56, let type = reader.word(at: at), let offset = reader.long(at: at &+ 8),
                let size = reader.long(at: at &+ 32)
            else { return nil }
            found.append(Segment(type: type, offset: offset, size: size))
        }
        segments = found
    }

    /// Where a hypervisor may enter the kernel directly, or nil if it says so nowhere: the note
    /// XEN_ELFNOTE_PHYS32_ENTRY (18) by "Xen" (Linux, include/xen/interface/elfnote.h; arch/x86/platform/pvh/head.S).
    var pvhEntry: UInt64? {
        for segment in segments where segment.type == Self.noteSegment {
            guard let bytes = reader.slice(at: segment.offset, count: segment.size) else { continue }
            if let entry = Self.pvhEntry(notes: ImageBytes(bytes)) { return entry }
        }
        return nil
    }

    private static func pvhEntry(notes: ImageBytes) -> UInt64? {
        var at: UInt64 = 0
        while let nameSize = notes.word(at: at), let size = notes.word(at: at + 4), let type = notes.word(at: at + 8) {
            let name = at + 12
            let content = name + padded(nameSize)
            if type == 18, notes.slice(at: name, count: UInt64(nameSize)).map(Array.init) == Array("Xen\0".utf8) {
                return size >= 8 ? notes.long(at: content) : notes.word(at: content).map { UInt64($0) }
            }
            at = content + padded(size)
        }
        return nil
    }

    private static func padded(_ size: UInt32) -> UInt64 { (UInt64(size) + 3) & ~3 }
}

extension ELFFile {
    /// The section headers, as far as they can be read.
    var sections: [Section] {
        guard let table = reader.long(at: 40), let entry = reader.half(at: 58), entry >= 64,
            let count = reader.half(at: 60), let names = reader.half(at: 62)
        else { return [] }
        func field(_ index: UInt16, _ offset: UInt64) -> UInt64 { table &+ UInt64(index) * UInt64(entry) &+ offset }
        guard let namesOffset = reader.long(at: field(names, 24)) else { return [] }
        return (0..<count).compactMap { index in
            guard let name = reader.word(at: field(index, 0)), let offset = reader.long(at: field(index, 24)),
                let size = reader.long(at: field(index, 32))
            else { return nil }
            return Section(name: text(at: namesOffset &+ UInt64(name)), offset: offset, size: size)
        }
    }

    /// What a kernel module says of itself in its section .modinfo, for example `vermagic`.
    func moduleField(_ key: String) -> String? {
        guard let section = sections.first(where: { $0.name == ".modinfo" }),
            let bytes = reader.slice(at: section.offset, count: section.size)
        else { return nil }
        for field in bytes.split(separator: 0) {
            let text = String(decoding: field, as: UTF8.self)
            if text.hasPrefix("\(key)=") { return String(text.dropFirst(key.count + 1)) }
        }
        return nil
    }

    private func text(at offset: UInt64) -> String {
        guard offset < UInt64(reader.count) else { return "" }
        let bytes = reader.bytes.dropFirst(Int(offset)).prefix(64).prefix { $0 != 0 }
        return String(decoding: bytes, as: UTF8.self)
    }
}
