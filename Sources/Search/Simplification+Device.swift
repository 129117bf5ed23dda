import Plan
import RouteModel

extension Dimension {
    func device(_ candidate: Candidate) -> [Simplification] {
        let device = candidate.target.device
        var found: [Simplification] = []
        func add(_ says: String, _ change: (inout Device) -> Void) {
            var changed = device
            change(&changed)
            guard changed != device else { return }
            found.append(
                Simplification(candidate, says) { candidate in
                    candidate.target.device = changed
                    // It is the same device that makes the requests beside this one.
                    for index in candidate.beside.indices where candidate.beside[index].device == device {
                        candidate.beside[index].device = changed
                    }
                })
        }
        // A driver of the kernel's own sets the masks that it wants.
        if candidate.target.request.kind != .driverIO {
            add("with masks of 64 bits") {
                $0.dmaMask = 64
                $0.coherentMask = 64
            }
            add("with a coherent mask as wide as the streaming one") { $0.coherentMask = $0.dmaMask }
        }
        add("trusted") { $0.untrusted = false }
        add("not proven by TDISP") { $0.tState = false }
        add("there from the beginning") { $0.hotplugged = false }
        add("behind the vIOMMU, if there is one") { $0.besideIOMMU = false }
        return found
    }

    func request(_ candidate: Candidate) -> [Simplification] {
        let request = candidate.target.request
        guard request.kind != .driverIO else { return [] }
        var found: [Simplification] = []
        func add(_ says: String, _ change: (inout Request) -> Void) {
            var changed = request
            change(&changed)
            if changed != request { found.append(Simplification(candidate, says) { $0.target.request = changed }) }
        }
        for attribute in request.attributes.words {
            add("without the attribute \(attribute.rawValue)") { $0.attributes.remove(DMAAttributes(attribute)) }
        }
        add("without mappings that are held") { $0.held = 0 }
        add("with the same masks all the time") { $0.earlierMask = nil }
        add("with segments of one size") { $0.cut = .even }
        add("with the mapping's own address") { $0.address = .mapped }
        if request.kind == .mapSG || request.kind == .mapPage {
            add("with map-single") {
                $0.kind = .mapSingle
                $0.segments = 1
                $0.cut = .even
            }
        }
        add("with one segment") {
            $0.segments = 1
            $0.cut = .even
        }
        if request.segments > 2 { add("with \(request.segments / 2) segments") { $0.segments /= 2 } }
        add("where it may sleep") { $0.atomic = false }
        for size in [4096, request.size / 2 / 4096 * 4096] where size >= 4096 && size < request.size {
            // Each segment holds a byte at least.
            add("with \(size) bytes") { if size >= UInt64($0.segments) { $0.size = size } }
        }
        add("from the device") { $0.direction = .fromDevice }
        if request.place != nil { add("with its buffer below 4 GiB") { $0.place = .below4G } }
        return found
    }
}
