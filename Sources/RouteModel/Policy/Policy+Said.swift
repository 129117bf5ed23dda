extension Policy {
    /// What a kernel has said, from the messages seen earlier in the same boot and the requests that brought them.
    ///
    /// A ``Message/silent`` refusal says nothing and may be among them.
    public func said(_ earlier: some Sequence<(message: Message, kind: RequestKind)>) -> Said {
        var said = Said()
        for (message, kind) in earlier { note(message, of: kind, in: &said) }
        return said
    }

    /// Adds one message, for a judge that goes through a boot in order.
    public func note(_ message: Message, of kind: RequestKind, in said: inout Said) {
        switch message {
        case .dmaAddrOverflow: said.overflowSites |= 1 << UInt8(site(of: kind) & 7)
        case .swiotlbAddrOverflow: said.swiotlbOverflow = true
        case .swiotlbFull: said.full = said.full == .max ? .max : said.full + 1
        case .bounceInactive: said.inactive = true
        case .silent: break
        }
    }

    private func site(of kind: RequestKind) -> UInt64 {
        let request = Request(kind: kind, size: 1, direction: .toDevice, place: nil)
        let machine = Machine(Boot(kernel: "", ram: 0))
        let device = Device(name: "", dmaMask: 32)
        var walk = Walk(self, machine, device, request, Facts())
        return walk.measure(.overflowSite)
    }
}
