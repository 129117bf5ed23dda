public import RouteModel

/// A configuration as the flags by which `dmaroute predict` and `dmaroute run` take it.
public enum ConfigurationFlags {
    public static func text(_ point: Point, kernel: String) -> String {
        let (boot, device, request) = (point.boot, point.device, point.request)
        var words = ["--kernel \(kernel)"]
        if boot.platform != .guest { words.append("--platform \(boot.platform.rawValue)") }
        if boot.encryption != .none { words.append("--encryption \(boot.encryption.rawValue)") }
        if boot.means == .hardware { words.append("--means hardware") }
        if boot.encryption != .none, boot.cBit != 47 { words.append("--c-bit \(boot.cBit)") }
        if let microcode = boot.microcode {
            let digits = String(microcode, radix: 16)
            words.append("--microcode 0x" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits)
        }
        if boot.viommu != .none { words.append("--viommu \(boot.viommu.rawValue)") }
        if boot.passThrough == false { words.append("--pass-through off") }
        if !boot.cmdline.isEmpty { words.append("--cmdline \"\(boot.cmdline)\"") }
        words.append("--ram \(boot.ram >> 20)MiB")
        if let maxmem = boot.maxmem { words.append("--maxmem \(maxmem >> 20)MiB") }
        if let emulator = boot.emulator { words.append("--emulator \(emulator.rawValue)") }
        words.append("--device \(self.device(device))")
        words.append("--request \(self.request(request))")
        return words.joined(separator: " ")
    }

    /// As `--device` takes it.
    public static func device(_ device: Device) -> String {
        if device.hasDriver {
            let platform = device.iommuPlatform.map { ",iommu-platform=\($0 ? "on" : "off")" }
            return device.model + (platform ?? "")
        }
        var words = ["edu", "dma-mask=\(device.dmaMask)"]
        if device.coherentMask != device.dmaMask { words.append("coherent-mask=\(device.coherentMask)") }
        if device.untrusted { words.append("untrusted=on") }
        if device.tState { words.append("t-state=on") }
        if device.hotplugged { words.append("hotplug=on") }
        if device.besideIOMMU { words.append("beside-viommu=on") }
        return words.joined(separator: ",")
    }

    /// As `--request` takes it.
    public static func request(_ request: Request) -> String {
        var words = [request.kind.rawValue]
        if request.kind == .driverIO { return request.kind.rawValue }
        if request.size != 4096 { words.append("size=\(request.size)") }
        if let place = request.place, place != .below4G { words.append("place=\(place.rawValue)") }
        if request.direction != .fromDevice { words.append("direction=\(request.direction.rawValue)") }
        if request.segments != 1 { words.append("segments=\(request.segments)") }
        if request.cut != .even { words.append("cut=\(request.cut.rawValue)") }
        if request.atomic { words.append("gfp=atomic") }
        if request.address != .mapped { words.append("address=\(request.address.rawValue)") }
        if request.held != 0 { words.append("held=\(request.held)") }
        if let bits = request.earlierMask { words.append("earlier-mask=\(bits)") }
        if !request.attributes.isEmpty {
            words.append("attributes=" + request.attributes.words.map(\.rawValue).joined(separator: "+"))
        }
        return words.joined(separator: ",")
    }
}
