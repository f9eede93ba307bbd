package lab.iggy.junit;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Optional;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.junit.IggyBroker.Lifetime;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What {@link IggyBroker} does. A broker is started before its first test, or for a constructor
 * that wants it; it is kept in the store of the class or method that it is for, and closed with it.
 */
final class IggyBrokerExtension
        implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(IggyBrokerExtension.class);

    /** The annotated class that a test belongs to: its own, or one around it. */
    private record Owner(Class<?> type, IggyBroker wanted, ExtensionContext context) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        owner(context)
                .filter(owner -> owner.wanted().lifetime() == Lifetime.CLASS)
                .ifPresent(owner -> broker(owner, owner.context()));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        owner(context)
                .filter(owner -> owner.wanted().lifetime() == Lifetime.METHOD)
                .ifPresent(owner -> broker(owner, context));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Type type = parameter.getParameter().getType();
        return type == BrokerAddress.class || type == EmbeddedBroker.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Owner owner =
                owner(context)
                        .orElseThrow(() ->
                                new ParameterResolutionException(
                                        "%s: must be annotated with @IggyBroker"
                                                .formatted(
                                                        context.getRequiredTestClass().getName())));
        TestBroker broker =
                switch (owner.wanted().lifetime()) {
                    case CLASS -> broker(owner, owner.context());
                    case METHOD -> {
                        if (context.getTestMethod().isEmpty()) {
                            throw new ParameterResolutionException(
                                    "@IggyBroker of %s: each method has its own broker, and %s is for all of them"
                                            .formatted(
                                                    owner.type().getName(),
                                                    parameter.getDeclaringExecutable()));
                        }
                        yield broker(owner, context);
                    }
                };
        return parameter.getParameter().getType() == EmbeddedBroker.class
                ? broker.broker()
                : broker.address();
    }

    /** A constructor is called for a method, so it may have that method's broker. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    private static Optional<Owner> owner(ExtensionContext context) {
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent() && at.get().getTestMethod().isPresent()) {
            at = at.get().getParent();
        }
        while (at.isPresent() && at.get().getTestClass().isPresent()) {
            ExtensionContext found = at.get();
            Class<?> type = found.getRequiredTestClass();
            Optional<IggyBroker> wanted = AnnotationSupport.findAnnotation(type, IggyBroker.class);
            if (wanted.isPresent()) {
                return Optional.of(new Owner(type, wanted.get(), found));
            }
            at = found.getParent();
        }
        return Optional.empty();
    }

    /** A store also shows what the stores around it hold: the key says whose broker is meant. */
    private synchronized TestBroker broker(Owner owner, ExtensionContext keeper) {
        var store = keeper.getStore(NAMESPACE);
        var made = store.get(keeper.getUniqueId(), TestBroker.class);
        if (made != null) {
            return made;
        }
        try {
            var broker = TestBroker.start(owner.wanted());
            store.put(keeper.getUniqueId(), broker);
            return broker;
        } catch (IOException | RuntimeException e) {
            throw new ExtensionConfigurationException(
                    "@IggyBroker of %s: no broker for it: %s"
                            .formatted(owner.type().getName(), e.getMessage()),
                    e);
        }
    }
}
