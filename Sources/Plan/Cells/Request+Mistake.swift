import RouteModel

extension Request {
    /// Why no call can be this, whatever the boot and the device; nil where one can.
    var mistake: Refusal? { pieceMistake ?? cutMistake ?? callMistake ?? syncMistake }

    private var pieceMistake: Refusal? {
        let most = Limits.piece * parts / (cut == .even ? 1 : UInt64(segments))
        guard place != nil, size + offset > most else { return nil }
        let what = kind == .mapSG ? "a segment of map-sg" : "a buffer of \(kind.rawValue)"
        let more = size / Limits.piece + (size.isMultiple(of: Limits.piece) ? 0 : 1)
        let ways = "ask for \(IECSize.text(most)) or less"
        return Refusal(
            message:
                "\(what) has at most \(IECSize.text(Limits.piece)), the page allocator's largest block, and size is"
                + " \(IECSize.text(size))\(offset == 0 ? "" : ", from \(offset) in a page on")",
            hint: kind == .mapSG ? "\(ways), or cut it into \(more) segments or more" : ways)
    }

    private var cutMistake: Refusal? {
        let step = Limits.sizeStep * parts
        guard !size.isMultiple(of: step) else { return nil }
        let way = cut == .even ? "of equal size" : "of growing size"
        return Refusal(
            message: "\(IECSize.text(size)) cannot be cut into \(segments) segments \(way)"
                + " that are multiples of \(Limits.sizeStep) bytes",
            hint: "size must be a multiple of \(step)")
    }

    /// What a call cannot have by its kind alone.
    private var callMistake: Refusal? {
        let isOne = kind == .mapSingle || kind == .mapPage
        if !isOne, held > 0 || earlierMask != nil {
            return Refusal(
                message: "\(kind.rawValue) cannot follow on other mappings or masks",
                hint: "only map-single and map-page have held and earlier-mask")
        }
        if place == .mixed, segments < 2 {
            return Refusal(message: "one segment cannot lie on both sides of 4 GiB", hint: "ask for 2 or more")
        }
        if kind == .allocPages, !attributes.isEmpty {
            return Refusal(
                message: "dma_alloc_pages() takes no attributes", hint: "ask for alloc-coherent, or leave them out")
        }
        if kind == .mapResource, size > Limits.registers {
            return Refusal(
                message: "the registers that map-resource reaches have \(IECSize.text(Limits.registers))",
                hint: "ask for as much or less")
        }
        return nil
    }

    private var syncMistake: Refusal? {
        if offset > 0, held > 0 || segments > 1 || place == nil {
            return Refusal(
                message: "one buffer alone lies at an offset in its page",
                hint: "leave held and segments out, or offset")
        }
        let isOne = kind == .mapSingle || kind == .mapPage
        let isOneWay = direction != .bidirectional && address == .mapped && place != nil
        if moved == .backwards, direction != .toDevice {
            return Refusal(
                message: "only what is mapped to-device can be written backwards", hint: "ask for to-device")
        }
        if moved != .whileMapped, !isOneWay || segments > 1 || sync != .atEnds {
            return Refusal(
                message: "what a device moves against the rules is one buffer that goes one way, with nothing to sync",
                hint: "ask for to-device or from-device, and leave address, segments and sync out")
        }
        if sync != .atEnds, !isOneWay {
            return Refusal(
                message: "sync \(sync.rawValue) is of a mapping that goes one way, by the mapping's own address",
                hint: "ask for to-device or from-device, and leave address out")
        }
        if sync == .half, !isOne {
            return Refusal(
                message: "dma_sync_sg_*() knows no parts of a list", hint: "ask for map-single, map-page or sync whole")
        }
        if sync == .skipped, direction != .fromDevice || segments > 1 {
            return Refusal(
                message: "the unmap brings nothing to the device, and of a list each segment goes its own way",
                hint: "skip the sync of one buffer, from-device")
        }
        return nil
    }

    /// Equal parts that its segments are made of.
    private var parts: UInt64 {
        let count = UInt64(max(segments, 1))
        return cut == .even ? count : count * (count + 1) / 2
    }
}
