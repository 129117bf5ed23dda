extension Composition {
    static let all = [v61, v73]

    static let v61 = Composition(
        number: 0, name: "linux-6.1", readFrom: "6.1.192", dialect: .v61,
        specs: [
            ScopeRules.encryption, ScopeRules.iommu, ScopeRules.options, ScopeRules.request,
            CommandLineRules.iommuOff, CommandLineRules.intelOff, MachineRules.present, CommandLineRules.identity,
            MachineRules.identityAny, MachineRules.translates, CommandLineRules.strict, MachineRules.flushQueue,
            MaskRules.streaming, MaskRules.coherent,
            MachineRules.lowEnd, MaskRules.streamingLimit,
            CommandLineRules.forceExact, MachineRules.above4G, CommandLineRules.soft, PoolRules.wanted,
            CommandLineRules.noforceExact, PoolRules.exists, PoolRules.force,
            MaskRules.reach, MaskRules.reachPartly,
            PoolRules.bytes, ScopeRules.pool, PoolRules.maxMapping, PoolRules.fits, PoolRules.room, PoolRules.floor,
            PoolRules.reach,
            MessageRules.sitePerCaller, MessageRules.overflow, MessageRules.swiotlbOverflow, MessageRules.fullBurst,
            MaskRules.coherentLimit, AllocationRules.fromPool, AllocationRules.order, AllocationRules.zone,
            AllocationRules.unencrypted,
            TranslationRules.aperture, TranslationRules.bounces, TranslationRules.scattered, TranslationRules.room,
        ])

    static let v73 = Composition(
        number: 1, name: "linux-7.3", readFrom: "7.3.4", dialect: .v73,
        specs: [
            ScopeRules.encryption, ScopeRules.iommu, ScopeRules.options, ScopeRules.request,
            CommandLineRules.iommuOff, CommandLineRules.intelOff, MachineRules.present,
            CommandLineRules.identityWithWords, MachineRules.identityHardware, MachineRules.identityIfAble,
            MachineRules.translates, CommandLineRules.strictWithWords, MachineRules.flushQueue,
            MaskRules.streaming, MaskRules.coherent,
            MachineRules.lowEnd, MaskRules.streamingLimit,
            CommandLineRules.forcePrefix, MachineRules.above4G, CommandLineRules.soft, PoolRules.wanted,
            CommandLineRules.noforcePrefix, PoolRules.exists, PoolRules.force,
            MaskRules.wantsUnencrypted, MaskRules.reach, MaskRules.reachPartly,
            PoolRules.bytes, ScopeRules.pool, PoolRules.maxMappingLimited, PoolRules.fits, PoolRules.room,
            PoolRules.floor, PoolRules.reach,
            MessageRules.siteShared, MessageRules.overflow, MessageRules.swiotlbOverflow, MessageRules.fullBurst,
            MaskRules.coherentLimit, AllocationRules.fromPool, AllocationRules.order, AllocationRules.zone,
            AllocationRules.unencrypted,
            TranslationRules.aperture, TranslationRules.bounces, TranslationRules.scattered, TranslationRules.room,
        ])
}
