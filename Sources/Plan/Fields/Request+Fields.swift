import RouteModel

extension Request: Described {
    static let gap = " "

    static let fields = [
        kindField, sizeField, directionField, placeField, segmentsField, cutField, gfpField, addressField,
        attributesField, heldField, earlierMaskField, cpuField, syncField, movedField, offsetField,
    ]

    static let kindField = Field<Request>(
        "kind", "The call", .word("kind of request"), usual: .value(.mapSingle), \.kind,
        refuses: { kind, form in
            form.kinds.contains(kind) ? nil : Refusal(message: "\(kind.rawValue) is another call", hint: "")
        }
    ).with {
        $0.required = Set(Form.allCases)
        $0.isAlwaysDigested = true
        $0.words = { $0.kind.rawValue }
        $0.flag = { $0.kind.rawValue }
        $0.order.cuts = 3
        $0.cuts = { request in
            guard request.kind == .mapSG || request.kind == .mapPage else { return [] }
            return [Simpler(request, "with map-single") { $0 = $0.whole(.mapSingle) }]
        }
    }

    private static let sizeField = Field<Request>(
        "size", "64 bytes to 16MiB, a multiple of 64; what is mapped has at most 4MiB a segment",
        .size("size", in: Limits.size, step: Limits.sizeStep), usual: .value(4096), \.size
    ).with {
        $0.forms.remove(.driven)
        $0.isAlwaysDigested = true
        $0.words = { "\($0.size) B" }
        $0.brief = { IECSize.text($0.size) }
        $0.flag = { $0.size == 4096 ? nil : "\($0.size)" }
        $0.order.cuts = 4
        $0.cuts = { request in
            let smaller = [4096, request.size / 2 / 4096 * 4096].filter { $0 >= 4096 && $0 < request.size }
            // Each segment holds a byte at least.
            return smaller.filter { $0 >= UInt64(request.segments) }.map { size in
                Simpler(request, "with \(size) bytes") { $0.size = size }
            }
        }
    }

    private static let directionField = Field<Request>(
        "direction", "Whose view: to-device is what the device reads", .word("direction"), usual: .value(.fromDevice),
        \.direction
    ).with {
        $0.forms.remove(.driven)
        $0.isAlwaysDigested = true
        $0.words = { $0.direction.rawValue }
        $0.order.flags = 1
        $0.order.cuts = 4
        $0.cuts = { [Simpler($0, "from the device") { $0.direction = .fromDevice }] }
    }

    static let placeField = Field<Request>(
        "place", "Where the buffer lies; mixed: every second segment above-4g, the others below-4g", .word("place"),
        usual: .value(.below4G), get: \.place, set: { $0.place = $1 },
        refuses: { place, form in
            guard place == .mixed, form != .list else { return nil }
            return Refusal(
                message: "place mixed is of the segments of a list", hint: "ask for map-sg and say how many segments")
        }
    ).with {
        $0.forms = [.mapping, .list]
        $0.isAlwaysDigested = true
        $0.words = { $0.place?.rawValue }
        $0.order.words = 1
        $0.order.cuts = 4
        $0.cuts = { [Simpler($0, "with its buffer below 4 GiB") { if $0.place != nil { $0.place = .below4G } }] }
        $0.stray = { kind, form in
            Refusal(
                message: form == .resource
                    ? "map-resource has no place: registers lie below 4 GiB"
                    : "\(kind) has no place: the kernel chooses the memory", hint: "leave place out")
        }
    }

    private static let segmentsField = Field<Request>(
        "segments", "Entries of the list", .integer("segments", in: Limits.segments), usual: .value(1), \.segments
    ).with {
        $0.forms = [.list]
        $0.required = [.list]
        $0.isAlwaysDigested = true
        $0.words = words(segments:)
        $0.brief = { request in words(segments: request).map { "in " + $0 } }
        $0.order.flags = 1
        $0.order.product = 1
        $0.order.cuts = 3
        $0.cuts = { request in
            [Simpler(request, "with one segment") { $0 = $0.whole($0.kind) }]
                + (request.segments > 2
                    ? [Simpler(request, "with \(request.segments / 2) segments") { $0.segments /= 2 }] : [])
        }
        $0.stray = { _, _ in
            Refusal(
                message: "only map-sg has segments",
                hint: "write map-sg as a request of its own, or leave segments out")
        }
    }

    private static let cutField = Field<Request>(
        "cut", "How the list is cut; growing: of n the i-th has i of n(n+1)/2 equal parts", .word("cut of a list"),
        usual: .value(.even), \.cut
    ).with {
        $0.forms = [.list]
        // The segments say it.
        $0.words = { _ in nil }
        $0.order.flags = 1
        $0.order.product = 1
        $0.order.cuts = 1
        $0.cuts = { [Simpler($0, "with segments of one size") { $0.cut = .even }] }
        $0.stray = { kind, form in
            Refusal(
                message: form == .mapping
                    ? "cut is of the segments of a list, and there are none" : "\(kind) has no cut",
                hint: "leave cut out")
        }
    }

    private static let gfpField = Field<Request>(
        "gfp", "Whether the call may sleep: kernel, it may", Notation<Gfp>.word("gfp"), usual: .value(.kernel),
        where: \.kind.maySleep, get: { $0.atomic ? .atomic : .kernel }, set: { $0.atomic = $1 == .atomic }
    ).with {
        $0.forms = [.allocation]
        $0.words = { $0.atomic ? "GFP_ATOMIC" : nil }
        $0.brief = { $0.atomic ? "atomic" : nil }
        $0.order.flags = 1
        $0.order.cuts = 3
        $0.cuts = { [Simpler($0, "where it may sleep") { $0.atomic = false }] }
        $0.stray = { _, _ in
            Refusal(message: "only alloc-coherent and alloc-pages have a gfp", hint: "leave gfp out")
        }
    }

    private static let addressField = Field<Request>(
        "address", "What the driver hands the device; physical is a driver's fault",
        .word("address to hand a device"), usual: .value(.mapped), \.address
    ).with {
        $0.forms = [.mapping, .list]
        $0.words = { $0.address == .physical ? "handed over by its physical address" : nil }
        $0.brief = { $0.address == .physical ? "by its physical address" : nil }
        $0.order.words = 3
        $0.order.flags = 1
        $0.order.cuts = 2
        $0.cuts = { [Simpler($0, "with the mapping's own address") { $0.address = .mapped }] }
    }

    private static let attributesField = Field<Request>(
        "attributes", "DMA_ATTR_* of the call; of an allocation only of alloc-coherent", .attributes,
        usual: .value([]), \.attributes,
        refuses: { set, form in
            guard !set.isEmpty, (set == .forceContiguous) != (form == .allocation) else { return nil }
            return Refusal(
                message: "\(set.text) does not go with this kind of request",
                hint: form == .allocation
                    ? "an allocation can have force-contiguous" : "only alloc-coherent can be force-contiguous")
        }
    ).with {
        $0.forms = [.mapping, .list, .resource, .allocation]
        $0.words = { $0.attributes.isEmpty ? nil : $0.attributes.words.map(\.rawValue).joined(separator: " ") }
        $0.brief = { $0.attributes.isEmpty ? nil : $0.attributes.text }
        $0.order.words = 2
        $0.order.flags = 2
        $0.cuts = { request in
            request.attributes.words.map { attribute in
                Simpler(request, "without the attribute \(attribute.rawValue)") {
                    $0.attributes.remove(DMAAttributes(attribute))
                }
            }
        }
    }

    private static let heldField = Field<Request>(
        "held", "Mappings of the same size that are held meanwhile, of map-single and map-page",
        .integer("held", in: Limits.held), usual: .value(0), \.held
    ).with {
        $0.forms = [.mapping]
        $0.words = { $0.held > 0 ? "beside \($0.held) held" : nil }
        $0.brief = { $0.held > 0 ? "with \($0.held) held" : nil }
        $0.order.words = 2
        $0.order.flags = 1
        $0.cuts = { [Simpler($0, "without mappings that are held") { $0.held = 0 }] }
        $0.stray = onlyOfOne("held")
    }

    private static let earlierMaskField = Field<Request>(
        "earlier-mask", "Bits of the masks that the driver set before, and mapped under, of map-single and map-page",
        .integer("earlier-mask (in bits)", in: Limits.mask), \.earlierMask
    ).with {
        $0.forms = [.mapping]
        $0.digestKey = "earlierMask"
        $0.words = { $0.earlierMask.map { "after masks of \($0) bits" } }
        $0.brief = { $0.earlierMask.map { "after \($0) bits" } }
        $0.order.words = 2
        $0.order.flags = 1
        $0.cuts = { [Simpler($0, "with the same masks all the time") { $0.earlierMask = nil }] }
        $0.stray = onlyOfOne("earlier-mask")
    }

    private static let cpuField = Field<Request>(
        "cpu", "The CPU that makes the call, from 0 on, of a machine that has it",
        .integer("cpu", in: 0...(Limits.cpus.upperBound - 1)), \.cpu
    ).with {
        $0.forms.remove(.driven)
        $0.words = { $0.cpu.map { "on CPU \($0)" } }
        $0.brief = { $0.cpu.map { "on CPU \($0)" } }
        $0.order.words = 2
        $0.order.flags = 1
        $0.cuts = { [Simpler($0, "on any CPU") { $0.cpu = nil }] }
    }

    private static let syncField = Field<Request>(
        "sync",
        "How buffer and device are kept in step: by dma_sync_* of the whole or of the second half, or not; but for at-ends the "
            + "unmap has DMA_ATTR_SKIP_CPU_SYNC",
        .word("way to sync"), usual: .value(.atEnds), \.sync
    ).with {
        $0.forms = [.mapping, .list]
        $0.words = { words(sync: $0.sync) }
        $0.brief = { words(sync: $0.sync) }
        $0.order.words = 3
        $0.order.flags = 2
        $0.cuts = { [Simpler($0, "synced by map and unmap") { $0.sync = .atEnds }] }
    }

    private static let movedField = Field<Request>(
        "moved", "How the device keeps to what it was given; after-unmap is a driver's fault, backwards the device's",
        .word("conduct of a device"),
        usual: .value(.whileMapped), \.moved
    ).with {
        $0.forms = [.mapping]
        $0.words = { words(moved: $0.moved) }
        $0.brief = { words(moved: $0.moved) }
        $0.order.words = 3
        $0.order.flags = 2
        $0.cuts = { [Simpler($0, "moved while it is mapped, as the driver says") { $0.moved = .whileMapped }] }
        $0.stray = { kind, _ in
            Refusal(message: "\(kind) has no device that errs", hint: "ask for a mapping of one buffer")
        }
    }

    private static let offsetField = Field<Request>(
        "offset", "Bytes by which the buffer lies within its first page, a multiple of 64",
        .size("offset", in: Limits.offset, step: Limits.sizeStep), usual: .value(0), \.offset
    ).with {
        $0.forms = [.mapping]
        $0.words = { $0.offset > 0 ? "at \($0.offset) in its page" : nil }
        $0.brief = { $0.offset > 0 ? "at \($0.offset) in its page" : nil }
        $0.order.words = 2
        $0.order.flags = 2
        $0.cuts = { [Simpler($0, "at the start of a page") { $0.offset = 0 }] }
        $0.stray = { kind, _ in
            Refusal(message: "\(kind) has no offset in a page", hint: "ask for a mapping of one buffer")
        }
    }

    private static func words(moved: Conduct) -> String? {
        switch moved {
        case .whileMapped: nil
        case .afterUnmap: "moved after the unmap"
        case .backwards: "written by the device"
        }
    }

    private static func words(sync: CPUSync) -> String? {
        switch sync {
        case .atEnds: nil
        case .skipped: "without a sync at the end"
        case .whole: "synced by hand"
        case .half: "half of it synced by hand"
        }
    }

    private static func onlyOfOne(_ key: String) -> @Sendable (String, Form) -> Refusal {
        { _, _ in Refusal(message: "only map-single and map-page have \(key)", hint: "leave \(key) out") }
    }

    private static func words(segments request: Request) -> String? {
        guard request.segments > 1 else { return nil }
        return "\(request.segments)\(request.cut == .even ? "" : " growing") segments"
    }

    /// The same of one piece.
    private func whole(_ kind: RequestKind) -> Request {
        var request = self
        request.kind = kind
        request.segments = 1
        request.cut = .even
        return request
    }
}
