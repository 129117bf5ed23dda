import RouteModel

extension Question {
    /// What a kernel does that answers it otherwise, behind "could have".
    var otherwise: String {
        switch self {
        case .bounceAll: "looked at each mapping, and bounced only what needs it"
        case .goDirect: "refused the address, or bounced the buffer"
        case .goPrivate: "given the device the buffer itself, whose address lies within its mask"
        case .needUnencrypted: "gone by the mask that the call is about"
        case .decryptAllocation: "decrypted the memory, or left it as it is"
        case .decryptBehindIOMMU: "decrypted the memory before it was mapped, as it does without an IOMMU"
        case .markAddress: "marked the address as the memory is"
        case .markEntry: "marked the page-table entry as the page is"
        case .markRequest: "named the page by an address that is marked as the page is"
        case .bounceBehindIOMMU: "bounced the buffer through the decrypted pool, and refused it where there is none"
        case .buildPool: "built a pool of bounce buffers at boot"
        case .servePool: "let the pool serve the device"
        case .bounceShared: "bounced the buffer"
        case .takeShared: "taken the buffer as it is: decrypted, and within the mask"
        case .takeSharedBehindIOMMU: "mapped the buffer as it is: decrypted"
        case .mapRegistersUnderForce: "mapped the registers, of which no copy can be made, as they are"
        case .shareRegisters: "taken the registers as shared, which they are"
        case .virtioUsesAPI: "gone through the DMA API for the device all the same, or refused it"
        case .bindVirtio: "let the driver bind, and gone through the DMA API for it"
        case .serveIOMMU: "given the IOMMU's own queues memory that is decrypted"
        case .givePages: "returned the page"
        case .tellSize: "told the size that a bounce has room for"
        case .fitCopy: "said that the request is too large for a bounce"
        }
    }
}
