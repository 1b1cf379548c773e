package dev.jrun.runtime.namespace;

import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Setdomainname;
import dev.jrun.runtime.syscall.ProcessCall.Sethostname;
import dev.jrun.spec.Config;

/** The names of the container's UTS namespace. Set by init. */
public final class HostName {
    private HostName() {}

    /** Sets {@code hostname} and {@code domainname} where the config has them. */
    public static Plan plan(Config config) {
        Plan plan = new Plan();
        config.hostname()
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> plan.call("set hostname " + name, new Sethostname(name)));
        config.domainname()
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> plan.call("set domainname " + name, new Setdomainname(name)));
        return plan;
    }
}
