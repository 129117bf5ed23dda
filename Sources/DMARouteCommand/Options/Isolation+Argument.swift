public import ArgumentParser
public import Plan

extension Isolation: ExpressibleByArgument {}
