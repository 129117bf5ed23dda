import RouteModel

/// The texts of a plan that was read: as those of a config they become parts of commands, job files and documents.
extension KeyedDecodingContainer {
    /// - Throws: `DecodingError` where the text is none of this kind.
    func check(_ text: String, _ name: Name, _ key: Key) throws {
        guard name.isWellFormed(text) else { throw refusal(key, text, "is not a \(name.what): \(name.rule)") }
    }

    /// - Throws: `DecodingError` where a text of the boot's would end a line or hide what stands beside it.
    func check(_ boot: Boot, _ key: Key) throws {
        // The kernel of a machine that was observed may tell no release.
        if !boot.kernel.isEmpty { try check(boot.kernel, .kernel, key) }
        guard boot.cmdline.utf8.count <= 4096, boot.cmdline.utf8.allSatisfy({ 0x20...0x7e ~= $0 }) else {
            throw refusal(key, boot.cmdline, "is not a kernel's command line: printable ASCII, 4096 characters at most")
        }
    }

    /// - Throws: `DecodingError` where a text of the device's would end a line or hide what stands beside it.
    func check(_ device: Device, _ key: Key) throws {
        // One of a machine that was observed is called as its kernel calls it, and its model as the driver.
        guard (1...64).contains(device.name.utf8.count), device.name.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            throw refusal(key, device.name, "is not a device's name: printable ASCII without spaces, 64 at most")
        }
        guard device.model.utf8.count <= 64, device.model.utf8.allSatisfy({ 0x20...0x7e ~= $0 }) else {
            throw refusal(key, device.model, "is not a device's model: printable ASCII, 64 at most")
        }
    }

    private func refusal(_ key: Key, _ text: String, _ what: String) -> DecodingError {
        .dataCorruptedError(forKey: key, in: self, debugDescription: "\(quoted(text)) \(what)")
    }
}
