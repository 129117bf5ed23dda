import GuestAgent

Agent.run()
