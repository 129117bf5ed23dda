import RouteModel

/// The calls of the DMA API that a driver makes for a request, as C has them.
enum CallText {
    static func calls(_ point: Point) -> [String] {
        let (device, request) = (point.device, point.request)
        var calls: [String] = []
        if let earlier = request.earlierMask {
            calls.append("dma_set_mask_and_coherent(dev, DMA_BIT_MASK(\(earlier)));")
        }
        calls.append("dma_set_mask(dev, DMA_BIT_MASK(\(device.dmaMask)));")
        calls.append("dma_set_coherent_mask(dev, DMA_BIT_MASK(\(device.coherentMask)));")
        return calls + [call(request) + lies(request)] + syncs(request)
    }

    private static func call(_ request: Request) -> String {
        let size = "\(request.size)"
        let direction = direction(request.direction)
        let flags = request.atomic ? "GFP_ATOMIC" : "GFP_KERNEL"
        let attributes =
            request.attributes.words.isEmpty ? "0" : request.attributes.words.map(word).joined(separator: " | ")
        switch request.kind {
        case .mapSingle: return "dma_map_single_attrs(dev, buf, \(size), \(direction), \(attributes));"
        case .mapPage: return "dma_map_page_attrs(dev, page, \(request.offset), \(size), \(direction), \(attributes));"
        case .mapSG: return "dma_map_sg_attrs(dev, sgl, \(request.segments), \(direction), \(attributes));"
        case .mapResource: return "dma_map_resource(dev, registers, \(size), \(direction), \(attributes));"
        case .allocCoherent: return "dma_alloc_attrs(dev, \(size), &addr, \(flags), \(attributes));"
        case .allocPages: return "dma_alloc_pages(dev, \(size), &addr, \(direction), \(flags));"
        case .allocNoncontiguous: return "dma_alloc_noncontiguous(dev, \(size), \(direction), \(flags), 0);"
        case .driverIO: return "none by hand: load the device's own driver and let it do I/O"
        }
    }

    /// What keeps the buffer and the device in step, beside the map and the unmap.
    private static func syncs(_ request: Request) -> [String] {
        switch request.moved {
        case .afterUnmap: return ["/* the device moves after the unmap, which has DMA_ATTR_SKIP_CPU_SYNC */"]
        case .backwards: return ["/* the device writes to addr */"]
        case .whileMapped: break
        }
        guard request.sync != .atEnds else { return [] }
        let unmap = "the unmap has DMA_ATTR_SKIP_CPU_SYNC"
        let start = (request.size / 2 + 63) / 64 * 64
        let side = request.direction == .toDevice ? "device" : "cpu"
        let direction = direction(request.direction)
        switch request.sync {
        case .whole where request.kind == .mapSG:
            return ["dma_sync_sg_for_\(side)(dev, sgl, \(request.segments), \(direction));  /* \(unmap) */"]
        case .whole:
            return ["dma_sync_single_for_\(side)(dev, addr, \(request.size), \(direction));  /* \(unmap) */"]
        case .half:
            let range = "\(start), \(request.size - start)"
            return ["dma_sync_single_range_for_\(side)(dev, addr, \(range), \(direction));  /* \(unmap) */"]
        case .skipped, .atEnds: return ["/* \(unmap) */"]
        }
    }

    private static func direction(_ direction: Direction) -> String {
        switch direction {
        case .toDevice: "DMA_TO_DEVICE"
        case .fromDevice: "DMA_FROM_DEVICE"
        case .bidirectional: "DMA_BIDIRECTIONAL"
        }
    }

    private static func word(_ attribute: DMAAttribute) -> String {
        switch attribute {
        case .ccShared: "DMA_ATTR_CC_SHARED"
        case .mmio: "DMA_ATTR_MMIO"
        case .requireCoherent: "DMA_ATTR_REQUIRE_COHERENT"
        case .forceContiguous: "DMA_ATTR_FORCE_CONTIGUOUS"
        }
    }

    private static func lies(_ request: Request) -> String {
        guard let place = request.place else { return "" }
        let held = request.held > 0 ? ", while \(request.held) of the same size are held" : ""
        let offset = request.offset > 0 ? ", from byte \(request.offset) of its page on" : ""
        return "  /* the buffer lies \(words(place))\(offset)\(held) */"
    }

    private static func words(_ place: Place) -> String {
        switch place {
        case .below16M: "below 16 MiB"
        case .below4G: "below 4 GiB"
        case .above4G: "above 4 GiB"
        case .aboveMask: "above the device's mask"
        case .mixed: "partly below 4 GiB and partly above"
        }
    }
}
