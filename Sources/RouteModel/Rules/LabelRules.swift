/// The label of the pool's memory.
enum LabelRules {
    static let unlabelled = RuleSpec(
        slot: .poolHasLabel, id: "swiotlb/pool-unlabelled",
        says: "The pool's state has no label of its memory.",
        yes: "The pool's state has a label of its memory.", no: "The pool's state has no label of its memory.",
        cite: cites("include/linux/swiotlb.h:io_tlb_mem", .v61, .v612, .v72), body: .decision { _ in false })

    static let labelled = RuleSpec(
        slot: .poolHasLabel, id: "swiotlb/pool-labelled",
        says: "The pool's state has a label of its memory, cc_shared.",
        yes: "The pool's state has the label cc_shared.", no: "The pool's state has no label of its memory.",
        cite: cites("include/linux/swiotlb.h:io_tlb_mem", .v73), body: .decision { _ in true })

    static let shared = RuleSpec(
        slot: .poolLabel, id: "swiotlb/pool-cc-shared",
        says: "The pool is labelled cc_shared where memory is encrypted, in guests and on hosts alike.",
        yes: "The pool is labelled cc_shared.", no: "The pool is not labelled cc_shared.",
        cite: cites("kernel/dma/swiotlb.c:swiotlb_update_mem_attributes", .v73), body: .decision { $0[.encrypts] })
}
