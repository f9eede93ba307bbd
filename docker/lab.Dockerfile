# The whole lab in one image: broker, Fluss, Flink, feed, services and page, as ./lab up runs them.
# docker build -f docker/lab.Dockerfile -t tidemark/lab .
FROM eclipse-temurin:25-jdk AS build

WORKDIR /src
COPY . .
# Error Prone and tests are the build's own concern
RUN ./mvnw --batch-mode --quiet package -Dmaven.test.skip=true -Dquick -pl dist -am -Dlab.dist=/opt/tidemark \
    && chmod +x /opt/tidemark/bin/*

# A JDK, not a JRE: strategies are files that the lab compiles
FROM eclipse-temurin:25-jdk

# A user with a name: the file systems of the tables ask for it
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin tidemark \
    && install --directory --owner=tidemark --group=tidemark /data

COPY --from=build /opt/tidemark /opt/tidemark
COPY docker/healthy /usr/local/bin/
RUN ln -s /opt/tidemark/bin/lab /usr/local/bin/lab

USER 10001:10001
WORKDIR /data
VOLUME /data
ENTRYPOINT ["lab"]
CMD ["up", "--data", "/data"]
