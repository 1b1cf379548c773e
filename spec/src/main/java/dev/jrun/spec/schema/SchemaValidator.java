package dev.jrun.spec.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks a document against the schema of its kind. */
public final class SchemaValidator {
    private static final String BASE = "https://jrun.dev/schema/";

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final Schema schema;

    public SchemaValidator(DocumentKind kind) {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ROOT)
                .build();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config).schemas(SchemaValidator::text));
        schema = registry.getSchema(SchemaLocation.of(BASE + kind.schema() + ".json"));
    }

    /** All violations; one only, if the text is no JSON at all. */
    public List<Violation> validate(byte[] json) {
        try {
            return validate(mapper.readTree(json));
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            String where = place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ";
            return List.of(new Violation(
                    "", where + e.getOriginalMessage().lines().findFirst().orElse("no JSON")));
        }
    }

    /** All violations of a document that is in memory already. */
    public List<Violation> validate(JsonNode document) {
        return schema.validate(document).stream()
                .map(SchemaValidator::violation)
                .toList();
    }

    private static Violation violation(Error error) {
        return new Violation(error.getInstanceLocation().toString(), error.getMessage());
    }

    private static String text(String iri) {
        String name = iri.substring(iri.lastIndexOf('/') + 1);
        try (InputStream resource = SchemaValidator.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("no schema " + iri + " among the resources");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
