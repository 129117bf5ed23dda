import Foundation
import Libvirt
import RouteModel

extension GuestStart {
    /// Opens the memory that the guest sees at 0 and, under encryption, at the address bit.
    func memory(_ domain: Domain, _ pid: Int32, _ watch: GuestWatch) throws(LabError) -> RAMView {
        func file(at physical: UInt64, _ layout: RAMFile) throws(LabError) -> MemoryFile {
            let text = try watch.guarding("asking where guest memory lies", session.deadline(.seconds(10))) {
                () throws(LabError) in
                do throws(LibvirtError) {
                    return try domain.humanMonitor("gpa2hva 0x" + String(physical, radix: 16))
                } catch {
                    throw LabError(.hypervisor, "guest \(spec.name): \(error)")
                }
            }
            guard let address = HostAddress.read(text) else {
                throw LabError(
                    .hypervisor, "guest \(spec.name): QEMU does not say where its memory lies but: \(text.prefix(200))")
            }
            return try MemoryFile(
                path: MappedFile(pid: pid, address: address).path, layout: layout, writable: physical != 0)
        }
        let plain = try file(at: 0, RAMFile(size: spec.ram))
        guard let second = SecondStore(spec) else { return RAMView(plain: plain) }
        let encrypted = try file(at: second.base, RAMFile(flat: second.size))
        if !spec.aliasStores { try StoreFill.fill(encrypted, lowEnd: plain.layout.low) }
        return RAMView(plain: plain, encrypted: encrypted)
    }

    /// Where the stores are one: an empty file in memory, which QEMU gives its size.
    func makeSharedStores() throws(LabError) {
        guard let path = files.sharedStores else { return }
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SmallFile.failure("make", path) }
        close(file)
    }

    func unlinkSharedStores() {
        if let path = files.sharedStores { unlink(path) }
    }
}

/// What the human monitor's `gpa2hva` prints: `Host virtual address for 0x0 (pc.ram) is 0x7f0000000000`.
enum HostAddress {
    static func read(_ text: String) -> UInt64? {
        guard text.hasPrefix("Host virtual address"), let word = text.split(whereSeparator: \.isWhitespace).last,
            word.hasPrefix("0x")
        else { return nil }
        return UInt64(word.dropFirst(2), radix: 16)
    }
}
